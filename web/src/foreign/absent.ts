// Parts of Monaco that nobody can open in the console, of which other parts only ask whether something is one of them (see
// `web/builder/foreign.ts`): they would be a tenth of it.
export class DiffEditorWidget {}
export class MultiDiffEditorWidget {}
export class ColorHoverParticipant {}
export class InlayHintsHover {}
