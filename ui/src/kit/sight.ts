import { useEffect } from 'preact/hooks';

/** Says whether what asks this can be seen: not in a window that is hidden, and not once it is gone. */
export function useSight(onLook: (looks: boolean) => void) {
  useEffect(() => {
    const look = () => onLook(!document.hidden);
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      onLook(false);
    };
  }, []);
}
