;; Opens a file as a person would, takes one fix, saves, and waits for the finding to be gone.
;; What to do comes in $COG_LSP_STEPS as JSON: {client, server, file, code, title}. Prints JSON lines.

(require 'json)
(require 'cl-lib)
(require 'flymake)

(defvar steps (json-parse-string (getenv "COG_LSP_STEPS") :object-type 'plist :array-type 'list))

(defun step (name) (plist-get steps name))

(defun say (event &rest data)
  (princ (concat (json-encode (append (list :event event) data)) "\n")))

(defun wait (what condition)
  (let ((end (+ (float-time) 30)) found)
    (while (not (setq found (funcall condition)))
      (when (> (float-time) end) (error "Timed out: %s" what))
      (accept-process-output nil 0.02))
    found))

(setq make-backup-files nil create-lockfiles nil
      eglot-confirm-server-initiated-edits nil eglot-sync-connect 30
      lsp-auto-guess-root t lsp-enable-snippet nil lsp-diagnostics-provider :flymake
      lsp-restart 'ignore lsp-session-file (expand-file-name "lsp-session" temporary-file-directory))

(package-initialize)
(when (equal (step :client) "lsp-mode") (require 'lsp-mode) (require 'lsp-diagnostics))
(require 'cog-ls)
(setq cog-ls-command (step :server))
(add-hook 'yaml-mode-hook #'cog-ls-ensure)
(add-hook 'python-mode-hook #'cog-ls-ensure)

;; What an editor shows of the finding, by the words of its message.
(defun ours ()
  (flymake-start)
  (cl-remove-if-not
   (lambda (found) (string-search (step :message) (flymake-diagnostic-text found)))
   (flymake-diagnostics)))

;; Without a terminal there is no command loop, which would run these between two commands.
(defun be-idle ()
  (run-hooks 'post-command-hook)
  (mapc #'timer-event-handler (copy-sequence timer-idle-list)))

;; Answers the menu of code actions.
(defun choose (_prompt menu &rest _)
  (let ((titles (all-completions "" menu)))
    (say "offered" :titles (vconcat titles))
    (or (cl-find-if (lambda (title) (string-search (step :title) title)) titles)
        (error "Not offered: %s" (step :title)))))

(condition-case problem
    (progn
      (switch-to-buffer (find-file-noselect (step :file)))
      (be-idle)
      (if (step :elsewhere)
          (say "elsewhere" :managed (or (bound-and-true-p eglot--managed-mode)
                                        (bound-and-true-p lsp-managed-mode) :json-false))
        (goto-char (flymake-diagnostic-beg (car (wait "the finding" #'ours))))
        (say "found" :line (line-number-at-pos) :mode (symbol-name major-mode))
        (cl-letf (((symbol-function 'completing-read) #'choose)
                  ;; Asked from the keyboard, not with the mouse.
                  (last-nonmenu-event ?a))
          (call-interactively
           (if (featurep 'lsp-mode) #'lsp-execute-code-action #'eglot-code-actions)))
        (wait "the edit" #'buffer-modified-p)
        (be-idle)
        (wait "the finding to go" (lambda () (null (ours))))
        (save-buffer)
        (say "fixed")))
  (error (say "failed" :error (error-message-string problem)) (kill-emacs 1)))
