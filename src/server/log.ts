/** One line of the server's log. Details never hold tokens, keys or bodies. */
export type Log = (level: 'info' | 'warn' | 'error', what: string, detail: Readonly<Record<string, unknown>>) => void;
