// The documentation under its strict policy, with every other host blocked: that pages show what they hold, and the search.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, fits, launch, leave, PHONE, shoot, visit } from "./browser.mjs";

/** One page of each kind: its address, and of long ones the part that axe looks at. */
const PAGES = [
  ["/docs/"],
  ["/docs/frontend/first-query/"],
  ["/docs/plugins/tutorial/"],
  ["/docs/reference/errors/"],
  ["/docs/reference/schema/types-core/", "header, h1, h1 ~ *:nth-child(-n + 8)"],
  ["/docs/zh/"],
  ["/docs/zh/administration/console/"],
];

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
});

for (const [address, part] of PAGES) {
  test(`${address} shows what it holds`, async () => {
    const chinese = address.includes("/zh/");
    const page = await visit(browser, address, { locale: chinese ? "zh-CN" : "en-US" });
    const heading = page.locator("article h1");
    await heading.waitFor();
    const place = await heading.boundingBox();
    assert.ok(place.y >= 0 && place.y < 800 && place.height > 10, "the heading is in the window");
    assert.ok((await page.locator("article").innerText()).length > 500, "there is text");
    assert.equal(await page.evaluate(() => document.documentElement.lang), chinese ? "zh" : "en");
    if (chinese) assert.deepEqual(await englishAround(page), []);
    const name = address.split("/").filter(Boolean).join("-");
    await accessible(page, address, part);
    await shoot(page, name);
    await page.setViewportSize(PHONE);
    await fits(page);
    await shoot(page, `${name}-phone`);
    await leave(page);
  });
}

test("dark colours can be read too", async () => {
  const page = await visit(browser, "/docs/plugins/tutorial/", { colorScheme: "dark" });
  await page.locator("article h1").waitFor();
  await accessible(page, "the documentation in the dark");
  await shoot(page, "docs-dark");
  await leave(page);
});

for (const [address, locale, button, word, found] of [
  ["/docs/", "en-US", "Search", "cursor", /results?$/],
  ["/docs/zh/", "zh-CN", "搜索", "密钥", /条结果$/],
]) {
  test(`${address} is searched by keyboard`, async () => {
    const page = await visit(browser, address, { locale });
    await page.locator("article h1").waitFor();
    await page.keyboard.press("/");
    const field = page.getByPlaceholder(button);
    await field.waitFor();
    await field.pressSequentially(word);
    await page.getByRole("status").filter({ hasText: found }).waitFor();
    await shoot(page, `search-${locale}`);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname !== address);
    await leave(page);
  });
}

/** What people see or hear around the text of a Chinese page that is English, but for names. */
async function englishAround(page) {
  return page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest("article > *:not(nav), script, style") || !element.checkVisibility()) continue;
      const told = ["aria-label", "title", "placeholder"].map((name) => element.getAttribute(name) ?? "");
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) told.push(node.data);
      found.push(...told.filter((text) => /[A-Za-z]{2}/.test(text.replace(/Linli|English/g, ""))));
    }
    return found;
  });
}
