// Operations of one's own, kept in this browser, and links to share the present one.
import { type FormEvent, useState } from "react";
import { HERE } from "../ask";
import { useCell } from "../cell";
import { useTexts } from "../language";
import { useOperation } from "../operation";
import { Pane } from "../parts";
import { remove, save, saved } from "../saved";
import { linkTo } from "../share";

export function SavedOperations() {
  const { t } = useTexts();
  const items = useCell(saved);
  const { present, open } = useOperation();
  const [name, setName] = useState("");
  const [told, setTold] = useState("");

  function keep(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return;
    setTold(save({ name: name.trim(), ...present() }) ? "" : t("notKept"));
    setName("");
  }

  return (
    <Pane title={t("saved")} hint={t("savedHint")}>
      <form onSubmit={keep} className="row">
        <label className="search">
          <span>{t("name")}</span>
          <input value={name} onChange={(event) => setName(event.target.value)} maxLength={100} required />
        </label>
        <button type="submit">{t("save")}</button>
      </form>
      <ShareButton />
      <p role="status">{told}</p>
      {items.length === 0 && <p>{t("nothingSaved")}</p>}
      <ul>
        {items.map((item) => (
          <li key={item.name} className="row">
            <button type="button" className="operation" onClick={() => open(item)}>
              {item.name}
            </button>
            <button type="button" aria-label={t("removeNamed", { name: item.name })} onClick={() => remove(item.name)}>
              {t("remove")}
            </button>
          </li>
        ))}
      </ul>
    </Pane>
  );
}

/** Copies a link to the present operation, or shows it where the browser lets nobody copy. */
export function ShareButton() {
  const { t } = useTexts();
  const { present } = useOperation();
  const [told, setTold] = useState<{ text: string; link: string } | null>(null);

  async function share() {
    const link = linkTo(HERE, present());
    // There is no clipboard on pages that came by plain HTTP from another machine.
    const copied = await (navigator.clipboard?.writeText(link).then(
      () => true,
      () => false,
    ) ?? false);
    setTold({ text: t(copied ? "shared" : "shareHere"), link });
  }

  return (
    <div className="share">
      <button type="button" onClick={share}>
        {t("share")}
      </button>
      {told !== null && (
        <div role="status">
          <p>{told.text}</p>
          <input readOnly aria-label={t("share")} value={told.link} onFocus={(event) => event.target.select()} />
        </div>
      )}
    </div>
  );
}
