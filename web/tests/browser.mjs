// A browser that reaches nothing but the server under test, and what the tests ask of its pages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const URL_OF_SERVER = process.env.LINLI_URL;
export const TOKEN = process.env.LINLI_TOKEN;
const SHOTS = process.env.SHOTS;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function launch() {
  return chromium.launch({
    executablePath: process.env.BROWSER,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  });
}

/** A page of a fresh visitor. `page.trouble` has what it asked of other hosts, and what it complained about. */
export async function visit(browser, path, { locale = "en-US", viewport = { width: 1280, height: 800 }, ...rest } = {}) {
  const context = await browser.newContext({ locale, viewport, bypassCSP: false, ...rest });
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  page.trouble = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(URL_OF_SERVER)) page.trouble.push(`asked ${request.url()}`);
  });
  page.on("pageerror", (error) => page.trouble.push(`threw ${error}`));
  page.on("console", (message) => {
    // A token that nobody has is answered with 401, which browsers call an error of the page.
    if (message.type() === "error" && !message.text().includes("401")) page.trouble.push(`said ${message.text()}`);
  });
  await page.goto(URL_OF_SERVER + path);
  return page;
}

export async function leave(page) {
  assert.deepEqual(page.trouble, []);
  await page.context().close();
}

export async function shoot(page, name) {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

/** Fails for what axe calls a serious or critical fault. */
export async function accessible(page, where) {
  // By the debugger, which the page's policy does not bind.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter((one) => one.impact === "serious" || one.impact === "critical");
  const told = grave.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`);
  assert.deepEqual(told, [], `axe finds faults in ${where}`);
}

/** The editors are there, and take what is typed. */
export async function usable(page) {
  await page.waitForSelector(".graphiql-query-editor .view-line");
  await page.waitForFunction(() => editor("operation.graphql") !== undefined && !document.querySelector(".graphiql-spinner"));
}

/** In pages: the text of an editor, by the name of its document. */
export const HELPER = `globalThis.editor = (name) =>
  globalThis.__MONACO?.editor.getModels().find((model) => model.uri.path.endsWith(name))?.getValue();`;

export async function contentOf(page, name) {
  return page.evaluate((wanted) => editor(wanted), name);
}

/** Runs what is in the editor, and gives the answer. */
export async function run(page) {
  await page.waitForFunction(() => !document.querySelector(".graphiql-spinner"));
  await page.getByRole("button", { name: /Execute query/ }).click();
  await page.waitForFunction(() => editor("response.json")?.trim().endsWith("}"));
  return JSON.parse(await contentOf(page, "response.json"));
}

export async function signIn(page) {
  await page.getByRole("button", { name: "Sign in" }).click();
  const dialogue = page.getByRole("dialog");
  await dialogue.getByLabel("Token").fill(TOKEN);
  await dialogue.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Administrator" }).waitFor();
}

export async function pane(page, title) {
  await page.getByRole("button", { name: new RegExp(`^Show ${title}`) }).click();
  return page.getByRole("region", { name: title, exact: true });
}
