// Dialogs in which two texts are looked at side by side, in one file.
export { CompareDialog } from "./compare.tsx";
export { ConflictDialog } from "./conflict.tsx";
