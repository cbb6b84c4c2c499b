# Reveille: what fish tells of its commands (OSC 133) and of its directory (OSC 7). Version 4 does so by itself.
if status is-interactive; and not string match -qr '^[4-9]' -- "$version"
  function __reveille_path --on-variable PWD
    printf '\e]7;file://%s%s\a' "$hostname" (string escape --style=url -- "$PWD")
  end
  function __reveille_prompt --on-event fish_prompt
    printf '\e]133;A\a'
  end
  function __reveille_preexec --on-event fish_preexec
    printf '\e]133;C\a'
  end
  function __reveille_postexec --on-event fish_postexec
    printf '\e]133;D;%s\a' $status
  end
  __reveille_path
end
