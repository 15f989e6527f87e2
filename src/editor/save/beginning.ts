// How a new post begins: with its title, of which its address is made for
// good.  That is waited for, as long as nothing but this device has to keep
// the text.
import type { Creating, Ports } from "./types.ts";

export class Beginning {
  // the first call, to be repeated as it was until it is answered
  creating: Creating | null = null;
  private readonly ports: Ports;
  private hurried = false;

  constructor(ports: Ports) {
    this.ports = ports;
  }

  // It is to be saved whatever its title is.
  hurry(): void {
    this.hurried = true;
  }

  isTime(): boolean {
    return this.hurried || this.creating !== null || this.ports.titled();
  }

  // True: this call is a new one.
  call(): boolean {
    this.hurried = false;
    if (this.creating !== null) {
      return false;
    }
    const title = (this.ports.capture().title ?? "").trim();
    this.creating = { key: this.ports.key(),
      body: { title: title === "" ? this.ports.untitled : title,
        content: [] } };
    return true;
  }
}
