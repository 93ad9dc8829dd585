// The tabs, which one can drag into another order as soon as there are two (see `web/builder/foreign.ts`). What drags them is
// as big as the half of GraphiQL, and is fetched by then.
import { type ComponentType, createContext, type ElementType, forwardRef, useContext, useEffect, useState } from "react";

type Properties = Record<string, unknown>;
type Dragging = Record<"Group" | "Item", ComponentType<Properties>>;

const Parts = createContext<Dragging | null>(null);

const Group = forwardRef<unknown, Properties>((properties, ref) => {
  const [parts, setParts] = useState<Dragging | null>(null);
  const needed = Array.isArray(properties.values) && properties.values.length > 1 && parts === null;
  useEffect(() => {
    if (!needed) return;
    import("framer-motion").then(
      ({ Reorder }) => setParts(Reorder as unknown as Dragging),
      // Tabs work all the same.
      (error: unknown) => console.warn("The tabs cannot be dragged:", error),
    );
  }, [needed]);
  return (
    <Parts.Provider value={parts}>
      <Part part={parts?.Group ?? "ul"} properties={{ ...properties, ref }} />
    </Parts.Provider>
  );
});

const Item = forwardRef<unknown, Properties>((properties, ref) => (
  <Part part={useContext(Parts)?.Item ?? "li"} properties={{ ...properties, ref }} />
));

/** What the elements of the page have no use for. */
const OF_DRAGGING = new Set(["values", "value", "onReorder", "axis", "dragConstraints", "dragElastic"]);

function Part({ part: As, properties }: { part: ElementType; properties: Properties }) {
  if (typeof As !== "string") return <As {...properties} />;
  return <As {...Object.fromEntries(Object.entries(properties).filter(([name]) => !OF_DRAGGING.has(name)))} />;
}

export const Reorder = { Group, Item };
