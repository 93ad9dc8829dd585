// What GraphiQL makes its elements with (see `web/builder/foreign.ts`): React's own, with its texts translated.
import { jsx as element, jsxs as elementOfMany } from "react/jsx-runtime";
import { translated } from "./texts";

export { Fragment } from "react/jsx-runtime";

type Make = typeof element;

/** GraphiQL calls every entry of the history alike, where what is written in it says which one it is. */
const LABEL_OF_EACH = "Set active";

function named(properties: Record<string, unknown>): Record<string, unknown> {
  return properties?.["aria-label"] === LABEL_OF_EACH ? { ...properties, "aria-label": undefined } : properties;
}

const through =
  (make: Make): Make =>
  (type, properties, key) =>
    make(type, translated(type, named(properties as Record<string, unknown>)), key);

export const jsx = through(element);
export const jsxs = through(elementOfMany);
