import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from "react";
import type { ImporterEventMap, LeelooImporter as Element, Theme } from "leeloo-importer";

export type { Batch, BatchAnswer, Bot, Choice, Failure, Report, Saved } from "leeloo-importer";
export type { LeelooImporter as LeelooImporterElement } from "leeloo-importer";

type Property = "auth" | "deliver" | "bots" | "tunnels" | "tags" | "known" | "config" | "messages";

export interface LeelooImporterProps
  extends Omit<HTMLAttributes<Element>, "children" | "onError" | "onProgress">,
    Partial<Pick<Element, Property>> {
  backend?: string | undefined;
  lang?: string | undefined;
  theme?: Theme | undefined;
  baseUrl?: string | undefined;
  onReady?: ((event: ImporterEventMap["importer-ready"]) => void) | undefined;
  onStep?: ((event: ImporterEventMap["importer-step"]) => void) | undefined;
  onChecked?: ((event: ImporterEventMap["importer-checked"]) => void) | undefined;
  /** `event.preventDefault()` keeps the import from beginning. */
  onBeforeSubmit?: ((event: ImporterEventMap["importer-before-submit"]) => void) | undefined;
  onProgress?: ((event: ImporterEventMap["importer-progress"]) => void) | undefined;
  onComplete?: ((event: ImporterEventMap["importer-complete"]) => void) | undefined;
  onError?: ((event: ImporterEventMap["importer-error"]) => void) | undefined;
}

/** `<leeloo-importer>` as a component; `ref` gives the element with its methods. */
export declare const LeelooImporter: ForwardRefExoticComponent<LeelooImporterProps & RefAttributes<Element>>;
