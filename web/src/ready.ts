// When one can type. What is not needed for that waits until then, for processors are few: three of the four editors, the
// workers, and the schema.
import { pick, useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";
import { flushSync } from "react-dom";
import { Cell } from "./cell";

const OTHER_EDITORS = 3;

/** How many of the other editors have had their turn. */
export const editorsThere = new Cell(0);

let tell: () => void = () => {};
/** Fulfilled once the editors are there and the browser has painted them. */
export const editorIsThere = new Promise<void>((resolve) => {
  tell = resolve;
});

/** Runs something once there is nothing else to do, or after a second. */
function whenIdle(run: () => void): void {
  // Safari has no such function.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run, 50);
}

/** Makes the other editors, one at a time: what is typed meanwhile does not wait for all of them. */
function makeOthers(): void {
  if (editorsThere.value === OTHER_EDITORS) {
    tell();
    return;
  }
  editorsThere.set(editorsThere.value + 1);
  requestAnimationFrame(() => whenIdle(makeOthers));
}

/** Makes them at once for whoever does something else than to type: to run it, or to open another tab, takes all of them. */
function hurry(event: Event): void {
  const typed = event instanceof KeyboardEvent && !event.ctrlKey && !event.metaKey;
  if (typed && event.target instanceof Element && event.target.closest(".graphiql-query-editor") !== null) return;
  stopWatching();
  flushSync(() => editorsThere.set(OTHER_EDITORS));
}

const ACTIONS = ["pointerdown", "keydown"];

function stopWatching(): void {
  for (const action of ACTIONS) window.removeEventListener(action, hurry, true);
}

/** Looks for the first editor; it shows nothing. */
export function EditorWatch() {
  const { queryEditor } = useGraphiQL(pick("queryEditor"));
  const there = queryEditor !== undefined;
  useEffect(() => {
    if (!there) return;
    for (const action of ACTIONS) window.addEventListener(action, hurry, true);
    requestAnimationFrame(() => whenIdle(makeOthers));
    void editorIsThere.then(stopWatching);
  }, [there]);
  return null;
}
