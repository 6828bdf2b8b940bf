/** The version whose shapes this sandbox has. Every other one is refused, as it would be answered in the wrong shape. */
export const apiVersion = '2026-10-28.endive';

/** How far back events go: thirty days (Stripe, API reference: Events). */
export const eventSeconds = 30 * 86_400;

/** How long a key of a request is surely remembered (Stripe, API reference: Idempotent requests). */
export const keySeconds = 86_400;

/** How a v1 event is named when it goes out thin. The prefix is our reading of event destinations, and stands only here. */
export const thinType = (type: string): string => `v1.${type}`;
