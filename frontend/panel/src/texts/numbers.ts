// Numbers as the reader's language writes them.

import { useTranslation } from "react-i18next";

export interface Numbers {
  count: (value: number) => string;
  share: (part: number, whole: number) => string;
  rate: (perSecond: number) => string;
}

/** `const { count, share } = useNumbers()`: "412,300", "96.1 %". */
export function useNumbers(): Numbers {
  const { t, i18n } = useTranslation();
  return numbers(i18n.language, (value) => t("numbers.rate", { value }));
}

/** The same outside of a component. */
export function numbers(language: string, rate: (value: string) => string): Numbers {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const small = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
  const percent = new Intl.NumberFormat(language, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return {
    count: (value) => whole.format(value),
    share: (part, all) => (all > 0 ? percent.format(floorShare(part / all)) : "–"),
    rate: (perSecond) => rate((perSecond > 0 && perSecond < 10 ? small : whole).format(perSecond)),
  };
}

/** Never says 100 % of what is not whole, nor 0 % of what has begun. */
function floorShare(share: number): number {
  if (share > 0 && share < 0.001) return 0.001;
  return share < 1 ? Math.min(share, 0.999) : share;
}
