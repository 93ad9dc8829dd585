// When one can type. What is not needed for that waits until then, for processors are few.
import { pick, useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

/** Runs something once there is nothing else to do, or after a second. */
function whenIdle(run: () => void): void {
  // Safari has no such function.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run, 50);
}

let tell: () => void = () => {};
/** Fulfilled once the editors are there and the browser has painted them. */
export const editorIsThere = new Promise<void>((resolve) => {
  tell = resolve;
});

/** Looks for the editors; it shows nothing. */
export function EditorWatch() {
  const { queryEditor, responseEditor } = useGraphiQL(pick("queryEditor", "responseEditor"));
  const there = queryEditor !== undefined && responseEditor !== undefined;
  useEffect(() => {
    if (there) requestAnimationFrame(() => whenIdle(tell));
  }, [there]);
  return null;
}
