// The modules: what is installed, where it is enabled, what it brought, and to enable and disable it.
import { useGraphiQLActions } from "@graphiql/react";
import { useState } from "react";
import { ask, AskFailed, CITY } from "../ask";
import { useCell } from "../cell";
import { type District, installation, lookAtInstallation, type Module, useLoaded } from "../installation";
import { titled, useTexts } from "../language";
import { Dialogue, Pane, Shown } from "../parts";
import { may, token, viewer } from "../session";

export function Modules() {
  const { t } = useTexts();
  const installed = useCell(installation);
  const mayWrite = may(useCell(viewer), "modules.write");
  const [switching, setSwitching] = useState<Switching | null>(null);

  return (
    <Pane title={t("modules")} hint={t("modulesHint")}>
      {!mayWrite && <p className="hint">{t("signInToSwitch")}</p>}
      {installed === null && <p role="status">{t("loading")}</p>}
      {installed?.modules.length === 0 && <p>{t("noModules")}</p>}
      {installed?.modules.map((module) => (
        <ModuleSection
          key={module.name}
          module={module}
          districts={installed.districts}
          onSwitch={mayWrite ? (district, enable) => setSwitching({ module, district, enable }) : null}
        />
      ))}
      {switching !== null && <SwitchDialogue {...switching} onClose={() => setSwitching(null)} />}
    </Pane>
  );
}

interface Switching {
  module: Module;
  district: District;
  enable: boolean;
}

function ModuleSection({
  module,
  districts,
  onSwitch,
}: {
  module: Module;
  districts: District[];
  onSwitch: ((district: District, enable: boolean) => void) | null;
}) {
  const { t, chosen } = useTexts();
  const title = titled(chosen, module.titleZh, module.titleEn);
  return (
    <section aria-label={title} className="module" data-module={module.name}>
      <h3>{title}</h3>
      <p className="hint">
        {t("version", { version: module.version })} · <code>{module.name}</code>
        {module.description && (
          <>
            {" · "}
            <span lang="en">{module.description}</span>
          </>
        )}
      </p>
      <ul>
        {districts.map((district) => {
          const enabled = district.modules.includes(module.name);
          const name = titled(chosen, district.name, district.nameEn);
          return (
            <li key={district.slug} className="row">
              <span>
                {t("named", { name, value: "" })}
                <strong>{t(enabled ? "enabledIn" : "notEnabledIn")}</strong>
              </span>
              {onSwitch !== null && (
                <button
                  type="button"
                  onClick={() => onSwitch(district, !enabled)}
                  aria-label={t(enabled ? "disableIn" : "enableIn", { district: name, module: title })}
                >
                  {t(enabled ? "disable" : "enable")}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <Contributions plugin={module.name} />
    </section>
  );
}

interface Contribution {
  place: string;
  since: string;
}

const CONTRIBUTIONS = "query ($plugin: String!) { moduleContributions(plugin: $plugin) { place since } }";

function Contributions({ plugin }: { plugin: string }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("brings")}</summary>
      {open && <ContributionList plugin={plugin} />}
    </details>
  );
}

function ContributionList({ plugin }: { plugin: string }) {
  const { t } = useTexts();
  const [loaded, again] = useLoaded(plugin, async () => {
    const found = await ask<{ moduleContributions: Contribution[] }>(CITY, CONTRIBUTIONS, { plugin }, null);
    return found.moduleContributions;
  });
  return (
    <Shown of={loaded} again={again}>
      {(all) => (
        <>
          <p className="hint">{t("bringsCount", { count: all.length })}</p>
          <ul className="long" tabIndex={0} aria-label={t("brings")}>
            {all.map((one) => (
              <li key={one.place}>
                <code>{one.place}</code> {one.since && <span className="hint">{t("since", { version: one.since })}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </Shown>
  );
}

interface Broken {
  team: string;
  app: string;
  name: string;
  errors: string[];
}

interface Impact {
  broken: Broken[];
  mayBreak: Broken[];
  neededBy: string[];
}

const IMPACT = `query ($plugin: String!, $areaId: ID!) {
  moduleImpact(plugin: $plugin, areaId: $areaId) {
    broken { team app name errors }
    mayBreak { team app name errors }
    neededBy
  }
}`;

const ENABLE = `mutation ($input: EnableModuleInput!) {
  done: enableModule(input: $input) { userErrors { label message } }
}`;
const DISABLE = `mutation ($input: DisableModuleInput!) {
  done: disableModule(input: $input) { userErrors { label message } }
}`;

const NO_IMPACT: Impact = { broken: [], mayBreak: [], neededBy: [] };

function SwitchDialogue({ module, district, enable, onClose }: Switching & { onClose: () => void }) {
  const { t, chosen } = useTexts();
  const { introspect } = useGraphiQLActions();
  const [evenIfBreaks, setEvenIfBreaks] = useState(false);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const place = { plugin: module.name, areaId: district.areaId };
  const [impact, again] = useLoaded(`${module.name} ${district.areaId}`, async () =>
    enable ? NO_IMPACT : (await ask<{ moduleImpact: Impact }>(CITY, IMPACT, place, token.value)).moduleImpact,
  );
  const names = {
    district: titled(chosen, district.name, district.nameEn),
    module: titled(chosen, module.titleZh, module.titleEn),
  };

  async function confirm() {
    setBusy(true);
    try {
      const input = enable ? place : { ...place, evenIfBreaks };
      const { done } = await ask<{ done: { userErrors: { label: string; message: string }[] } }>(
        CITY,
        enable ? ENABLE : DISABLE,
        { input },
        token.value,
      );
      const [first] = done.userErrors;
      if (first !== undefined) {
        // The label says it in the reader's language, and the message names what is meant.
        setProblem(chosen === "zh" ? `${first.label}（${first.message}）` : first.message);
        return;
      }
      await lookAtInstallation();
      await introspect();
      onClose();
    } catch (error) {
      if (!(error instanceof AskFailed)) throw error;
      setProblem(t("failed", { message: error.message }));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialogue title={t(enable ? "enableIn" : "disableIn", names)} onClose={onClose}>
      <p>{t(enable ? "enableText" : "disableText")}</p>
      <Shown of={impact} again={again}>
        {(found) => (
          <>
            {!enable && <ImpactShown impact={found} />}
            {found.broken.length > 0 && (
              <label>
                <input
                  type="checkbox"
                  checked={evenIfBreaks}
                  onChange={(event) => setEvenIfBreaks(event.target.checked)}
                />{" "}
                {t("evenIfBreaks")}
              </label>
            )}
            <p role="alert">{problem}</p>
            <div className="row">
              <button
                type="button"
                className="primary"
                disabled={busy || (found.broken.length > 0 && !evenIfBreaks)}
                onClick={confirm}
              >
                {t(enable ? "enable" : "disable")}
              </button>
              <button type="button" onClick={onClose}>
                {t("cancel")}
              </button>
            </div>
          </>
        )}
      </Shown>
    </Dialogue>
  );
}

function ImpactShown({ impact }: { impact: Impact }) {
  const { t } = useTexts();
  return (
    <section aria-label={t("impact")}>
      <h3>{t("impact")}</h3>
      {impact.broken.length + impact.mayBreak.length === 0 && <p>{t("noImpact")}</p>}
      <BrokenList title={t("breaks")} items={impact.broken} />
      <BrokenList title={t("mayBreak")} items={impact.mayBreak} />
      {impact.neededBy.length > 0 && <p>{t("neededBy", { names: impact.neededBy.join(", ") })}</p>}
    </section>
  );
}

function BrokenList({ title, items }: { title: string; items: Broken[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <p>{title}</p>
      <ul>
        {items.map((one) => (
          <li key={`${one.team}/${one.app}/${one.name}`}>
            <code>{one.name}</code> ({one.team}, {one.app}): {one.errors.join(" ")}
          </li>
        ))}
      </ul>
    </>
  );
}
