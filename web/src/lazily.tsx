// Panes whose code is fetched when they are first opened.
import type { ComponentType } from "react";
import { AskFailed } from "./ask";
import { useLoaded } from "./installation";
import { language, text } from "./language";
import { Shown } from "./parts";

/** A component in place of the one that `load` gives. Where its code cannot be fetched, it says so, and loads the page anew. */
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
    const [loaded] = useLoaded("", fetched);
    // A module that did not come once is not fetched again by the same page.
    return (
      <Shown of={loaded} again={() => location.reload()}>
        {(Content) => <Content />}
      </Shown>
    );
  };
}
