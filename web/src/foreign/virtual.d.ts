// Made by web/builder/foreign.ts.
declare module "virtual:monaco-in-chinese";
