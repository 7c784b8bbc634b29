import { useEffect } from 'preact/hooks';

/**
 * Calls back for each of `callIds` when its card is really on a screen that somebody looks at, and again
 * whenever somebody comes back to it.
 *
 * Two animation frames stand between a change of the page and its pixels. A page that hangs never
 * gets there, and that silence is what makes the agent notify by other means. Somebody looks at a
 * window that has the focus, unless `isLookedAt` knows better.
 */
export function usePainted(callIds: readonly string[], onPainted: (callId: string) => void, isLookedAt = () => document.hasFocus()): void {
  useEffect(() => {
    if (callIds.length === 0) return;
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          if (document.visibilityState === 'visible' && isLookedAt()) callIds.forEach((callId) => onPainted(callId));
        });
      });
    };
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    look();
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [callIds.join(' ')]);
}
