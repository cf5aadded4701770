/** Seals small notes that a browser carries for us: nobody else can read, change or move them. */
export interface NoteSeal {
  /** The sealed note; `place` says where it belongs, such as a cookie's name, browser and path. */
  seal(note: string, place: string): string;
  /** The note; undefined when it was altered, belongs elsewhere, or its key is gone. */
  open(sealed: string, place: string): string | undefined;
}
