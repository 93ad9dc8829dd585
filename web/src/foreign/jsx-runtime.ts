// What GraphiQL makes its elements with (see `web/builder/foreign.ts`): React's own, with its texts translated.
import { jsx as element, jsxs as elementOfMany } from "react/jsx-runtime";
import { translated } from "./texts";

export { Fragment } from "react/jsx-runtime";

type Make = typeof element;

const through =
  (make: Make): Make =>
  (type, properties, key) =>
    make(type, translated(type, properties as Record<string, unknown>), key);

export const jsx = through(element);
export const jsxs = through(elementOfMany);
