// A button that not everybody may press: for others it is there, cannot be pressed, and says who may.

import { Button, type ButtonProps, Tooltip } from "@mantine/core";
import type { MouseEventHandler, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { roleFor, useMay } from "../session/roles";
import type { Scope } from "../session/session";

interface Props extends ButtonProps {
  scope: Scope;
  /** Why it cannot be pressed now, though one may. */
  why?: string | undefined;
  onClick?: MouseEventHandler<HTMLButtonElement>;
  type?: "button" | "submit";
  children: ReactNode;
}

/** `<MayButton scope="campaigns:launch" onClick={launch}>Launch</MayButton>`. */
export function MayButton({ scope, why, onClick, children, ...others }: Props) {
  const { t } = useTranslation();
  const isAllowed = useMay(scope);
  const reason = isAllowed ? why : t("roles.needs", { role: t(`roles.${roleFor(scope)}`) });
  if (!reason) {
    return (
      <Button onClick={onClick} {...others}>
        {children}
      </Button>
    );
  }
  return (
    <Tooltip label={reason}>
      <Button
        {...others}
        data-disabled
        aria-disabled
        aria-description={reason}
        onClick={(event) => event.preventDefault()}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
