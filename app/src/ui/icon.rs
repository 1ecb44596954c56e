//! Icons: strokes on a 24-unit grid, drawn inline so that they take the colour of the text.

use leptos::prelude::*;

/// The icons that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Alert,
    ArrowLeft,
    ArrowRight,
    Check,
    ChevronDown,
    Circle,
    Code,
    Copy,
    Cross,
    Document,
    External,
    Globe,
    Info,
    Key,
    Lock,
    Mail,
    Menu,
    Pause,
    Pen,
    Play,
    Plus,
    Search,
    Server,
    Spark,
    Terminal,
    Trash,
    Upload,
    Wand,
}

impl Icon {
    pub const ALL: [Self; 28] = [
        Self::Alert,
        Self::ArrowLeft,
        Self::ArrowRight,
        Self::Check,
        Self::ChevronDown,
        Self::Circle,
        Self::Code,
        Self::Copy,
        Self::Cross,
        Self::Document,
        Self::External,
        Self::Globe,
        Self::Info,
        Self::Key,
        Self::Lock,
        Self::Mail,
        Self::Menu,
        Self::Pause,
        Self::Pen,
        Self::Play,
        Self::Plus,
        Self::Search,
        Self::Server,
        Self::Spark,
        Self::Terminal,
        Self::Trash,
        Self::Upload,
        Self::Wand,
    ];

    const fn drawing(self) -> &'static str {
        match self {
            Self::Alert => "<path d='M12 9v4m0 4h.01M10.3 3.9 2.4 17.5A2 2 0 0 0 4.1 20.5h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z'/>",
            Self::ArrowLeft => "<path d='M19 12H5m6 6-6-6 6-6'/>",
            Self::ArrowRight => "<path d='M5 12h14m-6-6 6 6-6 6'/>",
            Self::Check => "<path d='m5 12.5 4.5 4.5L19 7.5'/>",
            Self::ChevronDown => "<path d='m6 9 6 6 6-6'/>",
            Self::Circle => "<path d='M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z'/>",
            Self::Code => "<path d='m8 7-5 5 5 5m8-10 5 5-5 5'/>",
            Self::Copy => "<path d='M9 9h10v11H9zM5 15V4h10'/>",
            Self::Cross => "<path d='M6 6l12 12M18 6 6 18'/>",
            Self::Document => "<path d='M14 3H6v18h12V7zm0 0v4h4M9 12h6m-6 4h6'/>",
            Self::External => "<path d='M14 4h6v6m0-6-9 9M18 14v6H4V6h6'/>",
            Self::Globe => "<path d='M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c5 5.5 5 12.500 0 18-5-5.500-5-12.500 0-18Z'/>",
            Self::Info => "<path d='M12 11v5m0-8h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z'/>",
            Self::Key => "<path d='M7.500 11a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9Zm3.200 1.300L20 3m-4 4 3 3m-6 0 2 2'/>",
            Self::Lock => "<path d='M6 11h12v9H6zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11'/>",
            Self::Mail => "<path d='M3 6h18v12H3zm0 1 9 6.500L21 7'/>",
            Self::Menu => "<path d='M4 7h16M4 12h16M4 17h16'/>",
            Self::Pause => "<path d='M9 5v14M15 5v14'/>",
            Self::Pen => "<path d='M4 20h4L19.500 8.500l-4-4L4 16zM13 7l4 4'/>",
            Self::Play => "<path d='M8 5v14l11-7z'/>",
            Self::Plus => "<path d='M12 5v14M5 12h14'/>",
            Self::Search => "<path d='M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5.200 12.200L21 21'/>",
            Self::Server => "<path d='M4 4h16v7H4zm0 9h16v7H4zM8 7.500h.01M8 16.500h.01'/>",
            Self::Spark => "<path d='M12 3v5m0 8v5M3 12h5m8 0h5M6 6l3 3m6 6 3 3m0-12-3 3m-6 6-3 3'/>",
            Self::Terminal => "<path d='m5 7 5 5-5 5m8 0h6'/>",
            Self::Trash => "<path d='M4 7h16M9 7V4h6v3m3 0-1 13H7L6 7m4 4v5m4-5v5'/>",
            Self::Upload => "<path d='M12 16V4m-5 5 5-5 5 5M4 16v4h16v-4'/>",
            Self::Wand => "<path d='M5 19 15 9m2-2 2-2M14 3v3m0 0h3m-3 0h-3M19 10v4m-2-2h4'/>",
        }
    }
}

/// An icon, hidden from assistive technology: the text beside it says what it means.
pub fn icon(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" focusable="false" inner_html=icon.drawing()></svg>
    }
}
