// Builds the console into the Python package that serves it, with every file compressed beforehand.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin, type Rolldown } from "vite";
import { foreign } from "./builder/foreign.ts";

const BUILT = "../schema/console/built";
// Below that a compressed file saves less than its header costs.
const LEAST_BYTES = 1024;

function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const entry of readdirSync(BUILT, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|svg|ttf|json)$/.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        if (bytes.length < LEAST_BYTES) continue;
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

// The editor comes with scripts and a style of its own, and for Chinese with its texts, once the page around it is there.
// Browsers fetch all of them at once.
function preloaded(): Plugin {
  return {
    name: "preloaded",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle }) =>
        editorIn(bundle ?? {}).map((fileName) => ({
          tag: "link",
          attrs: {
            ...(fileName.endsWith(".css") ? { rel: "preload", as: "style" } : { rel: "modulepreload" }),
            crossorigin: true,
            href: `/console/${fileName}`,
          },
          injectTo: "head" as const,
        })),
    },
  };
}

/** The names of the scripts and styles that are the editor, without those of the page itself. */
function editorIn(bundle: Rolldown.OutputBundle): string[] {
  const needed = (names: string[], known: Set<string>): Set<string> => {
    for (const name of names) {
      const file = bundle[name];
      if (file?.type !== "chunk" || known.has(name)) continue;
      known.add(name);
      for (const style of file.viteMetadata?.importedCss ?? []) known.add(style);
      needed(file.imports, known);
    }
    return known;
  };
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const page = needed(
    chunks.filter((file) => file.isEntry).map((file) => file.fileName),
    new Set(),
  );
  const editor = ["monaco-editor-", "lite-", "_virtual_monaco-in-chinese-"].map((name) => {
    const found = chunks.find((file) => file.fileName.includes(`/${name}`));
    if (found === undefined) throw new Error(`There is no chunk ${name}… any more: name what it is called now.`);
    return found.fileName;
  });
  return [...needed(editor, new Set())].filter((name) => !page.has(name));
}

export default defineConfig({
  base: "/console/",
  plugins: [foreign(), preloaded(), compressed()],
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // Data addresses would have to be allowed by the policy of the page.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      // "use client" is for servers that render React; there is none.
      onLog: (level, log, handle) => log.code !== "MODULE_LEVEL_DIRECTIVE" && handle(level, log),
    },
  },
  worker: { format: "es" },
});
