// The example operations of the modules that work here, in groups, ready to run.
import { useState } from "react";
import { ask, HERE } from "../ask";
import { useCell } from "../cell";
import { installation, useLoaded } from "../installation";
import { titled, useTexts } from "../language";
import { readable, useOperation } from "../operation";
import { Pane, Shown } from "../parts";

interface Example {
  plugin: string;
  group: string;
  titleZh: string;
  titleEn: string;
  query: string;
  variables: string;
}

const EXAMPLES = "{ exampleOperations { plugin group titleZh titleEn query variables } }";

async function load(): Promise<Example[]> {
  return (await ask<{ exampleOperations: Example[] }>(HERE, EXAMPLES, {}, null)).exampleOperations;
}

export function Examples() {
  const { t, chosen } = useTexts();
  const installed = useCell(installation);
  const enabled = installed?.districts.map((district) => district.modules.join()).join(";") ?? "";
  const [examples, again] = useLoaded(enabled, load);
  const [wanted, setWanted] = useState("");
  const { open } = useOperation();

  function moduleTitle(name: string): string {
    const found = installed?.modules.find((module) => module.name === name);
    return found === undefined ? titled(chosen, "平台", "Platform") : titled(chosen, found.titleZh, found.titleEn);
  }

  return (
    <Pane title={t("examples")} hint={t("examplesHint")}>
      <label className="search">
        <span>{t("search")}</span>
        <input type="search" value={wanted} onChange={(event) => setWanted(event.target.value)} />
      </label>
      <Shown of={examples} again={again}>
        {(all) => {
          const found = all.filter((one) => matches(one, moduleTitle(one.plugin), wanted));
          if (found.length === 0) return <p role="status">{t(all.length === 0 ? "noExamples" : "nothingFound")}</p>;
          return grouped(found, (one) => one.plugin).map(([plugin, those]) => (
            <section key={plugin} aria-label={moduleTitle(plugin)}>
              <h3>{moduleTitle(plugin)}</h3>
              {grouped(those, (one) => (one.group === plugin ? "" : one.group)).map(([group, few]) => (
                <div key={group}>
                  {group && <h4>{group}</h4>}
                  <ul>
                    {few.map((one) => (
                      <li key={one.titleEn}>
                        <button
                          type="button"
                          className="operation"
                          onClick={() => open({ query: one.query, variables: readable(one.variables) })}
                        >
                          {titled(chosen, one.titleZh, one.titleEn)}
                        </button>
                      </li>
                    ))}
                  </ul>
                </div>
              ))}
            </section>
          ));
        }}
      </Shown>
    </Pane>
  );
}

/** The items by a key, the keys in the order in which they come first. */
function grouped<T>(items: T[], key: (item: T) => string): [string, T[]][] {
  const found = new Map<string, T[]>();
  for (const item of items) found.set(key(item), [...(found.get(key(item)) ?? []), item]);
  return [...found];
}

/** Whether an example has every word that is looked for: in its titles, its query, its group or its module. */
function matches(example: Example, module: string, wanted: string): boolean {
  const text = [module, example.group, example.titleZh, example.titleEn, example.query].join(" ").toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
