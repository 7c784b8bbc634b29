import { effect } from '@preact/signals';

/** What `find` finds in the state, once it is there; nothing if it has not come within `ms`. */
export function appears<T>(find: () => T | undefined, ms = 5000): Promise<T | undefined> {
  return new Promise((resolve) => {
    const end = (found?: T) => {
      clearTimeout(timer);
      queueMicrotask(() => stop()); // It may be there at the first look, before `stop` is.
      resolve(found);
    };
    const timer = setTimeout(end, ms);
    const stop = effect(() => {
      const found = find();
      if (found !== undefined) end(found);
    });
  });
}
