//! Windows' notifications, which it calls toasts.

mod app_id;
mod center;

pub(super) use self::center::{Center, Toast};
