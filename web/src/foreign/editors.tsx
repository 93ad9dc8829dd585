// What GraphiQL takes of its own parts (see `web/builder/foreign.ts`): three of its four editors wait until one can type in
// the first, for each takes time to make.
import * as react from "@graphiql/react";
import type { ComponentType } from "react";
import { useCell } from "../cell";
import { editorsThere } from "../ready";

export * from "@graphiql/react";

/** An editor that is made in its turn, in a place that is there from the beginning on. */
function inTurn<P extends object>(turn: number, placeholder: string, Editor: ComponentType<P>): ComponentType<P> {
  return function InTurn(properties) {
    const className = (properties as { className?: string }).className;
    return useCell(editorsThere) >= turn ? <Editor {...properties} /> : <div className={react.cn(placeholder, className)} />;
  };
}

export const ResponseEditor = inTurn(1, "result-window", react.ResponseEditor);
export const VariableEditor = inTurn(2, "graphiql-editor", react.VariableEditor);
export const HeaderEditor = inTurn(3, "graphiql-editor", react.HeaderEditor);
