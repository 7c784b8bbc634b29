declare const __VERSION__: string;

/** The version of Vconnct. Window and agent have the same one, or do not speak with each other. */
export const VERSION = __VERSION__;
