// Made by web/builder/foreign.ts.
declare module "virtual:monaco-in-chinese";
declare module "virtual:doc-explorer" {
  export { DocExplorer } from "@graphiql/plugin-doc-explorer";
}
