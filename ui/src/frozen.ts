/**
 * What all objects inherit cannot be changed from here on, whatever runs later.
 *
 * Not by Tauri's `freezePrototype`, which does the same to the pages of calls: those are not ours, and some break.
 */
Object.freeze(Object.prototype);

export {};
