// Panes whose code is fetched when they are first opened.
import type { ComponentType } from "react";
import { AskFailed } from "./ask";
import { useLoaded } from "./installation";
import { language, text } from "./language";
import { Shown } from "./parts";

/** A component in place of the one that `load` gives. Where its code cannot be fetched, it says so, and fetches again. */
export function lazily(load: () => Promise<ComponentType>): ComponentType {
  async function fetched(): Promise<ComponentType> {
    try {
      return await load();
    } catch (error) {
      console.warn(error);
      throw new AskFailed(text(language.value, "noCode"), "");
    }
  }
  return function Lazily() {
    const [loaded, again] = useLoaded("", fetched);
    return (
      <Shown of={loaded} again={again}>
        {(Content) => <Content />}
      </Shown>
    );
  };
}
