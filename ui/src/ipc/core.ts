import type { Action, ActionError, Update } from './bindings';

/** All that the UI may ask of the core, and how it hears back. */
export interface Core {
  /** Carries out what the person asked for; rejects with an {@link ActionError}. */
  dispatch(action: Action): Promise<void>;
  /** Calls back with the whole state first, then with each part that changes. */
  subscribe(onUpdate: (update: Update) => void): void;
  /** The address of a picture that an update names by its path. */
  pictureUrl(path: string): string;
  /** Puts a file where downloads go, under this name or one like it, which it tells; rejects as dispatch does. */
  save(name: string, text: string): Promise<string>;
}

/** The small window around its page. */
export interface Frame {
  /** Makes it so large, in logical pixels, as far as the screen allows. */
  fit(width: number, height: number): void;
  /** Keeps it though its call is over, or no longer. */
  hold(held: boolean): void;
}

/** What a rejected dispatch said; anything unforeseen counts as a refusal. */
export function actionError(reason: unknown): ActionError {
  if (typeof reason === 'object' && reason !== null && 'code' in reason) return reason as ActionError;
  return { code: 'refused', message: String(reason) };
}
