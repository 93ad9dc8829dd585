// The bar above the editors: where to ask, who asks, in which language.
import { type FormEvent, useState } from "react";
import { AskFailed, CITY, HERE } from "./ask";
import { useCell } from "./cell";
import { installation } from "./installation";
import { choose, titled, useTexts } from "./language";
import { useOperation } from "./operation";
import { Dialogue } from "./parts";
import { signIn, signOut, token, viewer, type Viewer } from "./session";
import { fragmentOf } from "./share";

export function Header() {
  const { t, chosen } = useTexts();
  return (
    <header className="linli-header">
      <a href="/" className="brand">
        邻里 <span lang="en">Linli</span> <span className="linli-hidden">{t("home")}</span>
      </a>
      <h1 className="linli-hidden">{t("console")}</h1>
      <a href="/docs/">{t("documentation")}</a>
      <AddressChoice />
      <Who />
      <button type="button" lang={chosen === "zh" ? "en" : "zh-CN"} onClick={() => choose(chosen === "zh" ? "en" : "zh")}>
        {chosen === "zh" ? "English" : "中文"}
      </button>
    </header>
  );
}

function AddressChoice() {
  const { t, chosen } = useTexts();
  const districts = useCell(installation)?.districts ?? [];
  const { present } = useOperation();
  // What is in the editors goes along.
  const go = (address: string) => location.assign(address + fragmentOf(present()));
  const addresses = districts.map((one) => [`/${one.slug}/graphql`, titled(chosen, one.name, one.nameEn)] as const);
  return (
    <label className="address">
      <span>{t("address")}</span>
      <select value={HERE} onChange={(event) => go(event.target.value)}>
        <option value={CITY}>{t("city")}</option>
        {HERE !== CITY && addresses.every(([address]) => address !== HERE) && <option value={HERE}>{HERE}</option>}
        {addresses.map(([address, name]) => (
          <option key={address} value={address}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Who() {
  const { t } = useTexts();
  const who = useCell(viewer);
  const signedIn = useCell(token) !== null;
  const [open, setOpen] = useState(false);
  const name = useName(who);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} aria-haspopup="dialog">
        {signedIn ? name : t("signIn")}
      </button>
      {open && (signedIn ? <ViewerDialogue who={who} name={name} onClose={() => setOpen(false)} /> : (
        <SignInDialogue onClose={() => setOpen(false)} />
      ))}
    </>
  );
}

function useName(who: Viewer): string {
  const { t } = useTexts();
  if (who.person !== null) return who.person.displayName;
  const kinds = { ANONYMOUS: "anonymous", ADMIN: "admin", PROGRAM: "program", PERSON: "account" } as const;
  return t(kinds[who.kind]);
}

function SignInDialogue({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const [given, setGiven] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      await signIn(given.trim());
      onClose();
    } catch (error) {
      if (!(error instanceof AskFailed)) throw error;
      const text = error.code === "" ? t("unreachable") : t("failed", { message: error.message });
      setProblem(error.code === "UNAUTHENTICATED" ? t("wrongToken") : text);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialogue title={t("signIn")} onClose={onClose}>
      <form onSubmit={submit}>
        <label className="search">
          <span>{t("token")}</span>
          <input
            type="password"
            autoComplete="off"
            required
            value={given}
            onChange={(event) => setGiven(event.target.value)}
            aria-describedby="token-hint"
          />
        </label>
        <p className="hint" id="token-hint">
          {t("tokenHint")}
        </p>
        <p role="alert">{problem}</p>
        <div className="row">
          <button type="submit" className="primary" disabled={busy}>
            {t("signIn")}
          </button>
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
        </div>
      </form>
    </Dialogue>
  );
}

function ViewerDialogue({ who, name, onClose }: { who: Viewer; name: string; onClose: () => void }) {
  const { t, chosen } = useTexts();
  return (
    <Dialogue title={t("signedInAs", { name })} onClose={onClose}>
      <h3>{t("roles")}</h3>
      {who.roles.length === 0 && <p>{t(who.kind === "ADMIN" ? "noRolesNeeded" : "noRoles")}</p>}
      <ul>
        {who.roles.map((role) => (
          <li key={`${role.role} ${role.scope.name}`}>
            {t("named", {
              name: titled(chosen, role.titleZh, role.titleEn),
              value: titled(chosen, role.scope.name, role.scope.nameEn),
            })}
          </li>
        ))}
      </ul>
      <details>
        <summary>{t("permissions", { count: who.permissions.length })}</summary>
        <ul className="long" tabIndex={0} aria-label={t("permissions", { count: who.permissions.length })}>
          {who.permissions.map((one) => (
            <li key={one.name}>
              <code>{one.name}</code> <span className="hint">{t(one.everywhere ? "everywhere" : "atScopes")}</span>
            </li>
          ))}
        </ul>
      </details>
      <div className="row">
        <button
          type="button"
          onClick={() => {
            signOut();
            onClose();
          }}
        >
          {t("signOut")}
        </button>
        <button type="button" className="primary" onClick={onClose}>
          {t("close")}
        </button>
      </div>
    </Dialogue>
  );
}
