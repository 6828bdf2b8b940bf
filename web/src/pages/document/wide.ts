import { useSyncExternalStore } from 'react';

const wide = '(min-width: 64rem)';

/** Whether a list and what is chosen in it have room beside each other. */
export const useIsWide = (): boolean =>
  useSyncExternalStore(
    (tell) => {
      const media = matchMedia(wide);
      media.addEventListener('change', tell);
      return () => media.removeEventListener('change', tell);
    },
    () => matchMedia(wide).matches,
  );
