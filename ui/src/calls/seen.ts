import { useEffect } from 'preact/hooks';

/** Tells, once for each number of missed calls, that they have been on screen for a moment in a focused window. */
export function useSeen(missed: number, onSeen: () => void): void {
  useEffect(() => {
    if (missed === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible' && document.hasFocus()) timer = setTimeout(onSeen, SEEN_MS);
    };
    look();
    for (const change of CHANGES) addEventListener(change, look);
    return () => {
      clearTimeout(timer);
      for (const change of CHANGES) removeEventListener(change, look);
    };
  }, [missed]);
}

const SEEN_MS = 1000;
const CHANGES = ['focus', 'blur', 'visibilitychange'];
