;;; cog-ls.el --- cog-lsp in Emacs, by eglot or lsp-mode  -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "26.3"))
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; What cog.yaml and predict.py will do on Replicate, said while you type.
;;
;;     (require 'cog-ls)
;;     (add-hook 'yaml-mode-hook #'cog-ls-ensure)
;;     (add-hook 'python-mode-hook #'cog-ls-ensure)
;;
;; `cog-ls-ensure' starts the server below a cog.yaml and does nothing elsewhere.  It uses eglot,
;; unless lsp-mode is loaded: there, `lsp' starts cog-lsp beside your other servers by itself.
;;
;; Eglot has one server for a buffer.  In a Cog project that is cog-lsp; with `cog-ls-languages' at
;; (yaml), Python buffers keep the server that they have now.

;;; Code:

(require 'cl-lib)

(defgroup cog-ls nil
  "The language server for Cog."
  :group 'tools
  :prefix "cog-ls-")

(defcustom cog-ls-command '("cog-lsp" "server")
  "How the server is started: a program and its arguments."
  :type '(repeat string))

(defcustom cog-ls-languages '(yaml python)
  "What eglot has cog-lsp look after in a Cog project."
  :type '(set (const yaml) (const python)))

(defconst cog-ls--modes
  '((yaml yaml-mode yaml-ts-mode)
    (python python-mode python-ts-mode)))

(defvar eglot-server-programs)
(declare-function eglot-ensure "eglot")
(declare-function lsp-deferred "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(defvar lsp-language-id-configuration)

(defun cog-ls-root ()
  "The folder of the cog.yaml that this buffer belongs to, or nil."
  (let ((file (or buffer-file-name default-directory)))
    (and file (locate-dominating-file file "cog.yaml"))))

(defun cog-ls--managed-modes ()
  "The major modes of `cog-ls-languages'."
  (cl-loop for (language . modes) in cog-ls--modes
           when (memq language cog-ls-languages) append modes))

;;;###autoload
(defun cog-ls-ensure ()
  "Start cog-lsp for this buffer if it belongs to a Cog project."
  (interactive)
  (when (and buffer-file-name (cog-ls-root))
    (cond
     ((featurep 'lsp-mode) (lsp-deferred))
     ((apply #'derived-mode-p (cog-ls--managed-modes))
      (require 'eglot)
      ;; In this buffer alone: outside of Cog projects every other server stays as it is.
      (setq-local eglot-server-programs
                  (cons (cons (cog-ls--managed-modes) cog-ls-command)
                        (default-value 'eglot-server-programs)))
      (eglot-ensure)))))

(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () cog-ls-command))
    :activation-fn (lambda (_file mode)
                     (and (cog-ls-root)
                          (memq mode (cl-mapcan (lambda (entry) (copy-sequence (cdr entry)))
                                                cog-ls--modes))))
    :add-on? t
    :server-id 'cog-ls)))

(provide 'cog-ls)
;;; cog-ls.el ends here
