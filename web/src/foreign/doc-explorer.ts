// The documentation of the schema, without which GraphiQL starts (see `web/builder/foreign.ts`).
import { lazily } from "../lazily";

export const DocExplorer = lazily(async () => (await import("virtual:doc-explorer")).DocExplorer);
