import { organisationHeader, refusalOf } from './api.ts';

/** Fetches a file with the headers that a plain link could not send, and hands it to the browser to keep. */
export async function saveFile(path: string, name: string): Promise<void> {
  const response = await fetch(path, { credentials: 'same-origin', headers: { ...organisationHeader() } });
  if (!response.ok) throw refusalOf(response.status, await response.text());
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
