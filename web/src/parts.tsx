// Small parts that several panes have.
import { type ReactNode, useEffect, useId, useRef } from "react";
import type { Loaded } from "./installation";
import { useTexts } from "./language";

/** A dialogue that keeps the focus while it is open. Escape and the buttons inside close it. */
export function Dialogue({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialogue = element.current;
    if (dialogue !== null && !dialogue.open) dialogue.showModal();
    return () => dialogue?.close();
  }, []);
  return (
    <dialog ref={element} className="linli-dialog" aria-labelledby={heading} onClose={onClose}>
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}

export function Pane({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <section className="linli-pane" aria-label={title}>
      <h2>{title}</h2>
      <p className="hint">{hint}</p>
      {children}
    </section>
  );
}

/** What was loaded, or that it is not there yet, or why. */
export function Shown<T>({
  of: loaded,
  again,
  children,
}: {
  of: Loaded<T>;
  again: () => void;
  children: (value: T) => ReactNode;
}) {
  const { t } = useTexts();
  if (loaded.state === "there") return <>{children(loaded.value)}</>;
  if (loaded.state === "loading") return <p role="status">{t("loading")}</p>;
  return (
    <div role="alert">
      <p>{t("failed", { message: loaded.message })}</p>
      <button type="button" onClick={again}>
        {t("retry")}
      </button>
    </div>
  );
}
