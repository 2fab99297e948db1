import type { Timeline } from "../clock";

/** Ends a task when nobody but robots was in its room for MaxIdleTime. */
export interface IdleWatch {
  /** Whether ordinary users are in the room now. */
  see(present: boolean): void;
  end(): void;
}

export function createIdleWatch(options: {
  readonly timeline: Timeline;
  readonly maxIdleSeconds: number;
  readonly onIdle: () => void;
}): IdleWatch {
  let cancel: (() => void) | undefined;
  function end(): void {
    cancel?.();
    cancel = undefined;
  }
  return {
    see: (present) => {
      if (present) end();
      else cancel ??= options.timeline.after(options.maxIdleSeconds * 1000, options.onIdle);
    },
    end,
  };
}
