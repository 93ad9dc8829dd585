// Icons of the panes. The buttons around them have the titles.
import type { ReactNode } from "react";

function icon(content: ReactNode) {
  return function Icon() {
    return (
      <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
        {content}
      </svg>
    );
  };
}

export const ExamplesIcon = icon(<path d="M4 3h12v14H4zM7 7h6M7 10h6M7 13h4" />);
export const ExplorerIcon = icon(<path d="M4 3v11h4M4 7h4M10 5h6v4h-6zM10 12h6v4h-6z" />);
export const SavedIcon = icon(<path d="M5 3h10v14l-5-4-5 4z" />);
export const ModulesIcon = icon(<path d="M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM14 11v6M11 14h6" />);
export const ShareIcon = icon(<path d="M8 12l4-4M7 9l-2 2a3 3 0 0 0 4 4l2-2M13 11l2-2a3 3 0 0 0-4-4L9 7" />);
