// A browser that reaches nothing but the server under test, and what the tests ask of its pages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const URL_OF_SERVER = process.env.LINLI_URL;
export const TOKEN = process.env.LINLI_TOKEN;
const SHOTS = process.env.SHOTS;
const MOST_PIXELS = 8_000;
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
  await page.addInitScript(HELPER);
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

export const PHONE = { width: 390, height: 844 };

/** The console at a path. */
export async function openConsole(browser, path, options) {
  const page = await visit(browser, path, options);
  await usable(page);
  return page;
}

/** Nothing is wider than the window, once the editors have followed its size. */
export async function fits(page) {
  try {
    await page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, null, { timeout: 20_000 });
  } catch (error) {
    const [content, window_] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.fail(`the page is ${content} px wide, and the window ${window_} (${error})`);
  }
}

export async function leave(page) {
  assert.deepEqual(page.trouble, []);
  await page.context().close();
}

/** A picture of the whole page; of long ones only what the window shows, for pictures have a largest height. */
export async function shoot(page, name) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: height < MOST_PIXELS });
}

/** Fails for what axe calls a serious or critical fault, in the page or in a part of it. */
export async function accessible(page, where, part = "html") {
  // By the debugger, which the page's policy does not bind.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (selector) => window.axe.run(selector === "html" ? document : selector, { resultTypes: ["violations"] }),
    part,
  );
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
