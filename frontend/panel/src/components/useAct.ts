// Something that is done when somebody presses a button: told when it took effect, said in words when it did not.

import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { queries } from "../api/client";
import { useWords } from "./states";

interface Options<Wanted, Told> {
  /** What is said once it took effect; nothing without. */
  done?: (told: Told, wanted: Wanted) => string;
  /** What else happens then. */
  after?: (told: Told, wanted: Wanted) => void;
  /** Whether one leaves for another page afterwards, so that this one is not asked for anew. */
  isLeaving?: boolean;
  /** Errors that the page shows itself: true keeps them from being said in a corner as well. */
  isShown?: (error: Error) => boolean;
}

/** `const revoke = useAct((id: string) => client.DELETE(…), { done: () => t("keys.revoked") })`. */
export function useAct<Wanted, Told>(act: (wanted: Wanted) => Promise<Told>, options: Options<Wanted, Told> = {}) {
  const words = useWords();
  return useMutation<Told, Error, Wanted>({
    mutationFn: act,
    onSuccess: (told, wanted) => {
      if (options.done) notifications.show({ message: options.done(told, wanted) });
      options.after?.(told, wanted);
    },
    onError: (error) => {
      if (options.isShown?.(error)) return;
      const { what, why } = words(error);
      notifications.show({ color: "red", title: what, message: why, autoClose: 12_000 });
    },
    onSettled: (_, error) =>
      queries.invalidateQueries({
        predicate: (query) => query.queryKey[0] !== "session",
        refetchType: options.isLeaving && !error ? "none" : "active",
      }),
  });
}
