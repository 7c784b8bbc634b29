import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface Props {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  onChange: (value: number) => void;
  /** Stands on its left. */
  before?: ComponentChildren;
  /** Stands on its right, and may say where it is just now. */
  after: (shown: number) => ComponentChildren;
}

/** One of many numbers. Only where the slider is let go of is a choice. */
export function Slider({ label, min, max, step, value, onChange, before, after }: Props) {
  const [moving, setMoving] = useState<number | null>(null);
  const shown = moving ?? value;
  const keep = () => {
    if (moving !== null && moving !== value) onChange(moving);
    setMoving(null);
  };
  return (
    <div class="slider">
      {before}
      <input
        class="range"
        type="range"
        min={min}
        max={max}
        step={step}
        value={shown}
        aria-label={label}
        style={{ '--v': `${((shown - min) / (max - min)) * 100}%` }}
        onInput={(event) => setMoving(Number(event.currentTarget.value))}
        onChange={keep}
      />
      {after(shown)}
    </div>
  );
}
