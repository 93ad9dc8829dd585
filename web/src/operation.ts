// The operation in the editors: read it, and put another there.
import { pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import type { Shared } from "./share";

export function useOperation(): { present: () => Shared; open: (operation: Shared) => void } {
  const { addTab } = useGraphiQLActions();
  const { queryEditor, variableEditor } = useGraphiQL(pick("queryEditor", "variableEditor"));
  return {
    present: () => ({ query: queryEditor?.getValue() ?? "", variables: variableEditor?.getValue() ?? "" }),
    open: ({ query, variables }) => {
      if (queryEditor?.getValue().trim()) addTab();
      queryEditor?.setValue(query);
      variableEditor?.setValue(variables);
      queryEditor?.focus();
    },
  };
}

/** JSON as people like to read it; the text itself where it is none, and nothing for an object without members. */
export function readable(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return JSON.stringify(value) === "{}" ? "" : JSON.stringify(value, null, 2);
  } catch {
    return json;
  }
}
