import { SaxesParser } from 'saxes';

/** An element with what it holds, its names without their prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
  readonly at: number;
}

interface XmlHandlers {
  /** True: the element is a whole of its own, told when it ends, and is then let go. */
  isWhole(name: string, parent: string | null): boolean;
  began(name: string, at: number): void;
  whole(element: XmlElement): void;
  ended(element: XmlElement): void;
  broken(at: number, why: string): void;
}

const deepest = 64;
const longestText = 1_000_000;

/** Reads XML by the piece. Entities of its own and outside files are never followed: saxes knows neither. */
export function xmlReader(handlers: XmlHandlers): { push(text: string): void; end(): void } {
  const parser = new SaxesParser({ xmlns: false });
  const open: XmlElement[] = [];
  let isBroken = false;
  const fail = (why: string): void => {
    if (isBroken) return;
    isBroken = true;
    handlers.broken(parser.line, why);
  };
  parser.on('error', ({ message }) => fail(message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')));
  parser.on('opentag', ({ name, attributes }) => {
    const bare = localName(name);
    if (open.length >= deepest) fail(`elements within each other, ${deepest} deep`);
    if (isBroken) return;
    open.push({ name: bare, attributes, children: [], text: '', at: parser.line });
    handlers.began(bare, parser.line);
  });
  const text = (piece: string): void => {
    const element = open.at(-1);
    if (element === undefined || element.text.length + piece.length > longestText) return;
    element.text += piece;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', () => {
    const element = isBroken ? undefined : open.pop();
    if (element === undefined) return;
    const parent = open.at(-1);
    if (handlers.isWhole(element.name, parent?.name ?? null)) handlers.whole(element);
    else parent?.children.push(element);
    handlers.ended(element);
  });
  return {
    push: (piece) => {
      if (!isBroken) parser.write(piece);
    },
    end: () => {
      if (!isBroken) parser.close();
    },
  };
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

export const child = (element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((within, name) => within?.children.find((each) => each.name === name), element);

export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((each) => each.name === name) ?? [];

/** The text of the element on this path; null where there is none, or it is blank. */
export const textOf = (element: XmlElement | undefined, ...path: readonly string[]): string | null => {
  const text =
    child(element, ...path)
      ?.text.replaceAll(/\s+/g, ' ')
      .trim() ?? '';
  return text === '' ? null : text;
};
