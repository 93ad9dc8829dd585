// The console: GraphiQL with sign-in, districts, examples, saved operations and modules around it.
import "./workers";
import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from "@graphiql/plugin-doc-explorer";
import { History, HISTORY_PLUGIN, HistoryStore, useHistory } from "@graphiql/plugin-history";
import { GraphiQLProvider, KEY_MAP, ToolbarButton, PrettifyIcon, MergeIcon, CopyIcon, useGraphiQLActions } from "@graphiql/react";
import { GraphiQL, GraphiQLInterface } from "graphiql";
import { StrictMode, useMemo } from "react";
import { createRoot } from "react-dom/client";
import { AskFailed } from "./ask";
import { AnswerFooter } from "./answer";
import { fetcher } from "./fetcher";
import { Header } from "./header";
import { ExamplesIcon, ExplorerIcon, ModulesIcon, SavedIcon } from "./icons";
import { lookAtInstallation } from "./installation";
import { language, useTexts } from "./language";
import { lazily } from "./lazily";
import { EditorWatch } from "./ready";
import { resume } from "./session";
import { sharedIn } from "./share";
import { mendTabs } from "./tabs";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./console.css";

const WELCOME = `# Ctrl+Enter 运行；“示例操作”中有更多。
# Ctrl+Enter runs it; "Examples" has more.
{
  places(first: 5) {
    totalCount
    nodes { name kindLabel area { name } }
  }
}
`;

const Examples = lazily(async () => (await import("./panes/examples")).Examples);
const SavedOperations = lazily(async () => (await import("./panes/saved")).SavedOperations);
const Modules = lazily(async () => (await import("./panes/modules")).Modules);
const Explorer = lazily(async () => {
  const { explorerPlugin } = await import("@graphiql/plugin-explorer");
  return explorerPlugin({ showAttribution: false }).content;
});
const shared = sharedIn(location.hash);

function Console() {
  const { t } = useTexts();
  const documentation = useMemo(() => ({ ...DOC_EXPLORER_PLUGIN, title: t("documentation") }), [t("documentation")]);
  const plugins = useMemo(
    () => [
      documentation,
      { title: t("explorer"), icon: ExplorerIcon, content: Explorer },
      { title: t("examples"), icon: ExamplesIcon, content: Examples },
      { title: t("saved"), icon: SavedIcon, content: SavedOperations },
      { title: t("modules"), icon: ModulesIcon, content: Modules },
      { ...HISTORY_PLUGIN, title: t("history"), content: Past },
    ],
    [documentation],
  );
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      plugins={plugins}
      referencePlugin={documentation}
      defaultQuery={WELCOME}
      {...(shared && { initialQuery: shared.query, initialVariables: shared.variables })}
    >
      <HistoryStore>
        <DocExplorerStore>
          <EditorWatch />
          <Header />
          <main className="linli-main">
            <GraphiQLInterface defaultEditorToolsVisibility="variables" showPersistHeadersSettings={false}>
              <GraphiQL.Logo>
                <span />
              </GraphiQL.Logo>
              <GraphiQL.Toolbar>
                <Toolbar />
              </GraphiQL.Toolbar>
              <GraphiQL.Footer>
                <AnswerFooter />
              </GraphiQL.Footer>
            </GraphiQLInterface>
          </main>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  );
}

/** GraphiQL's history, which says nothing where there is none. */
function Past() {
  const { t } = useTexts();
  return (
    <>
      <History />
      {useHistory().length === 0 && <p>{t("noHistory")}</p>}
    </>
  );
}

function Toolbar() {
  const { t } = useTexts();
  const { prettifyEditors, mergeQuery, copyQuery } = useGraphiQLActions();
  return (
    <>
      <ToolbarButton onClick={prettifyEditors} label={t("prettify", { key: KEY_MAP.prettify.key })}>
        <PrettifyIcon className="graphiql-toolbar-icon" aria-hidden="true" />
      </ToolbarButton>
      <ToolbarButton onClick={mergeQuery} label={t("merge", { key: KEY_MAP.mergeFragments.key })}>
        <MergeIcon className="graphiql-toolbar-icon" aria-hidden="true" />
      </ToolbarButton>
      <ToolbarButton onClick={copyQuery} label={t("copy", { key: KEY_MAP.copyQuery.key })}>
        <CopyIcon className="graphiql-toolbar-icon" aria-hidden="true" />
      </ToolbarButton>
    </>
  );
}

async function begin(): Promise<void> {
  await resume();
  await lookAtInstallation();
}

// The operation is in a tab by now; left in the address it would come back with every visit.
if (shared !== null) history.replaceState(null, "", location.pathname);
window.addEventListener("hashchange", () => sharedIn(location.hash) !== null && location.reload());
begin().catch((error: unknown) => {
  // The panes say so where they need it.
  if (!(error instanceof AskFailed)) throw error;
  console.warn(error.message);
});

async function show(root: HTMLElement): Promise<void> {
  // The editor reads its texts when it is loaded.
  if (language.value === "zh") await import("virtual:monaco-in-chinese");
  mendTabs(root);
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
}

const root = document.getElementById("console");
if (root !== null) void show(root);
