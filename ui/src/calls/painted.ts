import { useEffect } from 'preact/hooks';

/**
 * Calls back once for each `callId`, when its card is really on a screen that somebody looks at.
 *
 * Two animation frames stand between a change of the page and its pixels. A page that hangs never
 * gets there, and that silence is what makes the agent notify by other means. Somebody looks at a
 * window that has the focus, unless `isLookedAt` knows better.
 */
export function usePainted(callId: string | null, onPainted: (callId: string) => void, isLookedAt = () => document.hasFocus()): void {
  useEffect(() => {
    if (callId === null) return;
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          if (document.visibilityState !== 'visible' || !isLookedAt()) return;
          stop();
          onPainted(callId);
        });
      });
    };
    const stop = () => {
      cancelAnimationFrame(frame);
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    look();
    return stop;
  }, [callId]);
}
