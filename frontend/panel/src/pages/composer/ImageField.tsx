// An image above the message: by its address, or a file that is put where everybody can load it.

import { ActionIcon, Button, FileButton, Text, TextInput } from "@mantine/core";
import { IconPhotoUp, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { send } from "../../api/client";
import { useWords } from "../../components/states";
import classes from "./ImageField.module.css";

const KINDS = "image/png,image/jpeg,image/webp,image/gif";

interface Props {
  id: string;
  value: string;
  onChange: (url: string) => void;
  error?: string | undefined;
}

export function ImageField({ id, value, onChange, error }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [broken, setBroken] = useState("");
  const upload = async (file: File | null) => {
    if (!file) return;
    setBusy(true);
    setFailure(null);
    try {
      const response = await send("/v1/images", { method: "POST", headers: { "Content-Type": file.type }, body: file });
      const { url } = (await response.json()) as { url: string };
      onChange(new URL(url, window.location.origin).href);
    } catch (problem) {
      const { what, why } = words(problem);
      setFailure(why ? `${what}: ${why}` : what);
    } finally {
      setBusy(false);
    }
  };
  const isShown = /^https?:\/\//.test(value) && !error;
  return (
    <div className={classes.field}>
      <TextInput
        id={id}
        label={t("composer.image")}
        type="url"
        value={value}
        onChange={(event) => {
          setFailure(null);
          onChange(event.currentTarget.value);
        }}
        placeholder="https://market.example/spring.jpg"
        error={error}
        className={classes.address}
        rightSection={
          value ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("composer.remove_image")}
              onClick={() => onChange("")}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          ) : undefined
        }
      />
      <FileButton onChange={(file) => void upload(file)} accept={KINDS}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            loading={isBusy}
            leftSection={<IconPhotoUp size={16} aria-hidden />}
            className={classes.upload}
          >
            {t("composer.upload")}
          </Button>
        )}
      </FileButton>
      {isShown && value !== broken && (
        <img src={value} alt="" className={classes.thumbnail} onError={() => setBroken(value)} />
      )}
      <Text size="xs" c="var(--state-stop)" role="alert" className={classes.failure}>
        {failure}
        {isShown && value === broken && t("composer.image_broken")}
      </Text>
    </div>
  );
}
