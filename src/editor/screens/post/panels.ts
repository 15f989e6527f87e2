// What stands beside the text, in one file: it is small, and wanted together.
export { Details } from "./details.tsx";
export { HistoryPanel } from "./history.tsx";
export { NotesPanel } from "./notes.tsx";
export { PreviewsPanel } from "./previews.tsx";
