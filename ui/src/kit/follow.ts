import { effect } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

/**
 * Runs `follow` now and at each change of a signal it reads, at once: a hidden window draws no
 * frames that one could wait for.
 */
export function useFollow(follow: () => void): void {
  useLayoutEffect(() => effect(follow), []);
}
