// A newcomer's path: clone → `make run` → front page → an example of each plugin → a district switched → a module disabled
// and enabled. In `make browser` the server was started by the commands of `make run` (`tests/browser/run.py`), in
// `make newcomer` by `make run` itself, in a clone of this repository (`tests/browser/newcomer.py`).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, contentOf, fits, launch, leave, pane, PHONE, run, shoot, signIn, usable, visit } from "./browser.mjs";

const MODULES = [
  ["jinniu_stores", "Pioneer stores"],
  ["health_points", "Health points"],
  ["pidu_talent", "Talent training"],
];

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
});

test("a newcomer's path", async (t) => {
  const page = await visit(browser, "/");

  await t.test("the front page leads to the console", async () => {
    for (const [name] of MODULES) await page.locator(`[data-module="${name}"]`).waitFor();
    await page.getByRole("link", { name: /Open the console/ }).click();
    await usable(page);
  });

  await t.test("an example of each plugin runs", async () => {
    const examples = await pane(page, "Examples");
    for (const [, title] of [["", "Platform"], ...MODULES]) {
      await examples.getByRole("region", { name: title, exact: true }).getByRole("button").first().click();
      const answer = await run(page);
      assert.deepEqual([answer.errors, typeof answer.data], [undefined, "object"], title);
    }
  });

  await t.test("the district is switched, and the question comes along", async () => {
    const query = await contentOf(page, "operation.graphql");
    await page.getByLabel("Where to ask").selectOption({ label: "Pidu District" });
    await page.waitForURL("**/pidu/graphql");
    await usable(page);
    assert.equal(await contentOf(page, "operation.graphql"), query);
    const answer = await run(page);
    assert.deepEqual([answer.errors, typeof answer.data], [undefined, "object"]);
    await shoot(page, "district");
  });

  await t.test("a module is disabled after a look at its impact, and enabled again", async () => {
    await signIn(page);
    const modules = await pane(page, "Modules");
    const module = modules.locator('[data-module="jinniu_stores"]');
    await module.getByText("What it brought to the schema").click();
    await module.getByText("Place.pioneerStore", { exact: true }).waitFor();
    await accessible(page, "the modules");
    await shoot(page, "modules");
    await page.setViewportSize(PHONE);
    await fits(page);
    await accessible(page, "the modules on a phone");
    await shoot(page, "modules-phone");
    // By keyboard, as everything else can be.
    await module.getByRole("button", { name: /^Disable .* in Jinniu District$/ }).press("Enter");
    const dialogue = page.getByRole("dialog");
    await dialogue.getByText("No registered operation would break.").waitFor();
    await fits(page);
    await accessible(page, "the impact");
    await shoot(page, "impact");
    await dialogue.getByRole("button", { name: "Disable" }).press("Enter");
    await dialogue.waitFor({ state: "detached" });
    assert.equal(await fieldsOf(page, "/jinniu/graphql", "pioneerStores"), false);
    await module.getByRole("button", { name: /^Enable .* in Jinniu District$/ }).press("Enter");
    await dialogue.getByRole("button", { name: "Enable" }).press("Enter");
    await dialogue.waitFor({ state: "detached" });
    assert.equal(await fieldsOf(page, "/jinniu/graphql", "pioneerStores"), true);
  });

  await leave(page);
});

async function fieldsOf(page, path, name) {
  return page.evaluate(
    async ([address, wanted]) => {
      const response = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ query: "{ __schema { queryType { fields { name } } } }" }),
      });
      return (await response.json()).data.__schema.queryType.fields.some((field) => field.name === wanted);
    },
    [path, name],
  );
}
