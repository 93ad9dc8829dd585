// Monaco's workers, from this very server: the editor's own, and those of JSON and GraphQL. They check and complete what
// is typed, and can wait until something can be typed.
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";
import { editorIsThere } from "./ready";

const WORKERS: Record<string, new () => Worker> = { json: JsonWorker, graphql: GraphQLWorker };

(globalThis as { MonacoEnvironment?: unknown }).MonacoEnvironment = {
  getWorker: async (_: string, label: string) => {
    await editorIsThere;
    return new (WORKERS[label] ?? EditorWorker)();
  },
};
