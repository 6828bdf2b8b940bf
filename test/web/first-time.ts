import type { Page } from 'playwright-core';

export interface Person {
  readonly name: string;
  readonly organisation: string;
  readonly email: string;
  readonly password: string;
}

export const firstOwner: Person = {
  name: 'Ada Byron',
  organisation: 'Analytical Engines Ltd',
  email: 'ada@example.com',
  password: 'three words and a comma',
};

/** The first page of an empty book, filled in the way a person does it; ends where the two ways to begin are. */
export async function signUp(page: Page, address: string, { name, organisation, email, password }: Person): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Your organisation').fill(organisation);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('heading', { name: `Welcome, ${name}` }).waitFor();
}

/** Starts the sandboxes and waits for their small year. */
export async function tryItOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start the sandboxes' }).click();
  await page.getByRole('button', { name: 'Go on' }).click({ timeout: 120_000 });
  await page.waitForURL(/\/setup\//);
  await page.locator('h1').first().waitFor();
}
