// Lets other people's components have other parts, and Chinese texts. GraphiQL has its texts in its components, in English; Monaco
// has Chinese ones, but reads them in the build alone that pages load by script elements.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import type { Plugin } from "vite";

const HERE = dirname(fileURLToPath(import.meta.url));
const OWN = join(HERE, "../src/foreign");
const MONACO = dirname(createRequire(import.meta.url).resolve("monaco-editor/package.json"));
const DOCUMENTATION = dirname(createRequire(import.meta.url).resolve("@graphiql/plugin-doc-explorer/package.json"));
const MESSAGES = "virtual:monaco-in-chinese";

/** What the modules of a package import in place of something: their paths, the import, and the file. */
const INSTEAD: [RegExp, string, string][] = [
  [/\/node_modules\/(@graphiql|graphiql)\/(?!.*\/node_modules\/)/, "react/jsx-runtime", join(OWN, "jsx-runtime.ts")],
  [/\/node_modules\/graphiql-explorer\//, "react", join(OWN, "react.ts")],
  // What the first load can do without.
  [/\/node_modules\/graphiql\/dist\/GraphiQL\.js$/, "@graphiql/react", join(OWN, "editors.tsx")],
  [/\/node_modules\/@graphiql\/react\/dist\/components\/tabs\//, "framer-motion", join(OWN, "reorder.tsx")],
  [/\/node_modules\/@graphiql\/plugin-doc-explorer\/dist\/context\.js$/, "./components/doc-explorer.js", join(OWN, "doc-explorer.ts")],
  [/\/src\/foreign\/doc-explorer\.ts$/, "virtual:doc-explorer", join(DOCUMENTATION, "dist/components/doc-explorer.js")],
  [/\/monaco-graphql\/esm\/monaco-editor\.js$/, "monaco-editor/esm/vs/editor/edcore.main.js", join(OWN, "monaco.ts")],
  // What Monaco imports for editors of differences, colours and inlay hints, which the console has none of.
  [/\/editor\/standalone\/browser\/standalone(Code)?Editor\.js$/, "../../browser/widget/diffEditor/diffEditorWidget.js", join(OWN, "absent.ts")],
  [/\/editor\/standalone\/browser\/standalone(Code)?Editor\.js$/, "../../browser/widget/multiDiffEditor/multiDiffEditorWidget.js", join(OWN, "absent.ts")],
  [/\/editor\/contrib\/hover\/browser\/contentHoverRendered\.js$/, "../../colorPicker/browser/colorHoverParticipant.js", join(OWN, "absent.ts")],
  [/\/editor\/contrib\/hover\/browser\/contentHoverRendered\.js$/, "../../inlayHints/browser/inlayHintsHover.js", join(OWN, "absent.ts")],
];

/** What Monaco's function for texts does with the English one, and what it does then. */
const LOOKED_UP: [string, string][] = [
  ["return _format(message, args);", "return _format(globalThis.linliMonacoTexts?.[message] ?? message, args);"],
  ["        message = originalMessage;", "        message = globalThis.linliMonacoTexts?.[originalMessage] ?? originalMessage;"],
];

/** A call for a text in Monaco's other build: the number, and the English text in one or the other quotes. */
const LOCALIZED = /localize2?\((\d+), (?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/g;

export function foreign(): Plugin {
  return {
    name: "foreign",
    enforce: "pre",
    resolveId(source, importer) {
      if (source === MESSAGES) return `\0${MESSAGES}`;
      return INSTEAD.find(([whose, what]) => source === what && whose.test(importer ?? ""))?.[2];
    },
    load(id) {
      if (id !== `\0${MESSAGES}`) return undefined;
      return `globalThis.linliMonacoTexts = JSON.parse(${JSON.stringify(JSON.stringify(monacoInChinese()))});`;
    },
    transform(code, id) {
      if (!/monaco-editor\/esm\/vs\/nls\.js$/.test(id)) return undefined;
      return LOOKED_UP.reduce((text, [before, after]) => {
        if (!text.includes(before)) throw new Error(`Monaco's nls.js no longer has: ${before.trim()}`);
        return text.replace(before, after);
      }, code);
    },
  };
}

/** Monaco's messages in Chinese by the English ones: its other build has both, by the same numbers. */
function monacoInChinese(): Record<string, string> {
  // A script for the loader of that build, which puts them into a variable.
  const script: { define: (needs: string[], run: () => void) => void; _VSCODE_NLS_MESSAGES?: (string | null)[] } = {
    define: (_, run) => run(),
  };
  runInNewContext(readFileSync(join(MONACO, "min/vs/nls.messages.zh-cn.js"), "utf8"), script);
  const chinese = script._VSCODE_NLS_MESSAGES ?? [];
  const english = readFileSync(join(MONACO, "dev/vs/editor/editor.main.js"), "utf8");
  const found: Record<string, string> = {};
  for (const [, number, double, single] of english.matchAll(LOCALIZED)) {
    const told = chinese[Number(number)];
    const key = JSON.parse(`"${double ?? single?.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`) as string;
    if (told && told !== key) found[key] ??= told;
  }
  if (Object.keys(found).length < 500) throw new Error("Monaco's messages in Chinese are not where they were.");
  return found;
}
