import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';

/** What the ring around a face tells. */
export type RingState =
  /** Empties from `since` to `until`. */
  | { is: 'running'; since: number; until: number }
  /** Stands still where it was, amber: the connection is gone. */
  | { is: 'held'; since: number; until: number }
  | { is: 'full' }
  | { is: 'empty' }
  /** Over. */
  | { is: 'dead' };

interface Props {
  state: RingState;
  /** Of the picture inside. */
  size: number;
  small?: boolean;
  children: ComponentChildren;
}

/** The ring of a direct call. It is drawn by CSS alone; no timer moves it. */
export function Ring({ state, size, small = false, children }: Props) {
  const outer = size + (small ? 8 : 14);
  const width = small ? 2.5 : 3;
  const circle = { cx: outer / 2, cy: outer / 2, r: outer / 2 - width / 2, 'stroke-width': width };
  const tone = state.is === 'held' ? ' is-hold' : state.is === 'dead' ? ' is-dead' : '';
  return (
    <span class={`ring${small ? ' sm' : ''}${tone}`} style={{ '--av': `${size}px` }}>
      <svg class="ringsvg" viewBox={`0 0 ${outer} ${outer}`} aria-hidden="true">
        <circle class="tr" {...circle} />
        <Arc state={state} circle={circle} />
      </svg>
      {children}
    </span>
  );
}

function Arc({ state, circle }: { state: RingState; circle: object }) {
  const [since, until] = 'since' in state ? [state.since, state.until] : [0, 0];
  // Set once for each ring: a later value would make the animation jump.
  const style = useMemo(() => {
    const whole = Math.max(1, until - since);
    const gone = Math.min(whole, Math.max(0, Date.now() - since));
    if (state.is === 'running') return { '--elapsed': String(gone), '--m-ring': `${whole}ms` };
    if (state.is === 'held') return { '--left': String(1 - gone / whole) };
    return { '--left': '1' };
  }, [state.is, since, until]);
  if (state.is === 'empty' || state.is === 'dead') return null;
  return <circle key={`${state.is}${since}`} class={state.is === 'running' ? 'pr is-running' : 'pr'} pathLength={1} style={style} {...circle} />;
}
